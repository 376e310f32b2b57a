"""`python -m microweb`: the program of the command line."""

from microweb.cli.program import main

if __name__ == "__main__":
    main()
