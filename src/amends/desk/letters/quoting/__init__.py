"""Words of others in a letter: the texts they may be from, found as they are typed, held against their source."""
