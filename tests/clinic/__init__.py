"""The booking service of the shipped sample, alive: real servers on loopback, third parties under their own names."""

from tests.clinic.clinic import Clinic

__all__ = ["Clinic"]
