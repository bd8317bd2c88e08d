"""`python -m setplayer`: the command line, where its script is not on the path."""

from setplayer.cli import main

if __name__ == "__main__":
    main()
