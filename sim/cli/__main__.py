"""The command as a module: `python -m sim.cli`."""

from sim.cli import main

main()
