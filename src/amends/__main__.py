"""`python -m amends`, for where the program `amends` is not on the path."""

from amends.cli import main

if __name__ == "__main__":
    main()
