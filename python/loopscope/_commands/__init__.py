"""The commands of the command line, one module a command.

A command's module has a docstring whose first line says what the command does, and a function
``main(arguments: list[str]) -> int`` that takes what follows the command's name and returns the
exit status. Modules are imported only when their command is called, so that a recorded program
finds as little as possible imported before it.
"""
