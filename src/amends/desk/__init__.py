"""The desk: the writer's machine, where names, words, keys and answers are in the clear and nowhere else."""
