# `make demo` needs only make and Python >= 3.11; bin/bootstrap.py says what else is missing and its cure.
.PHONY: demo test lint ui clean
.DEFAULT_GOAL := demo

# Our own environment first: it is there on every start but the first, and quickest to ask.
CANDIDATES := .venv/bin/python python3.13 python3.12 python3.11 python3.14 python3 python
IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
ifndef PYTHON
PYTHON := $(shell for candidate in $(CANDIDATES); do \
	"$$candidate" -c '$(IS_NEW_ENOUGH)' 2>/dev/null && echo "$$candidate" && break; done)
endif

demo test lint ui clean:
ifeq ($(PYTHON),)
	@echo 'Hamseda needs Python 3.11 or newer, and none is on the PATH.' >&2
	@echo 'Install one (Debian, Ubuntu: apt install python3 python3-venv), or name yours: make $@ PYTHON=/path/to/python3' >&2
	@exit 1
else
	@$(PYTHON) bin/bootstrap.py $@ $(ARGS)
endif
