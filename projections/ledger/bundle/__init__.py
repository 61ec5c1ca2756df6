"""The parts of a bundle: what is taken out of a log for somebody who checks it alone."""
