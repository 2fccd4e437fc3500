"""The parts of a case's reader, a module for each thing that is asked."""
