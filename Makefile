# A thin front door. Everything it does is one CMake preset or one script away; nothing is decided here.
#   make demo     install what is missing, build, plan a two-hour window in Aleppo
#   make test     every test there is, under the address and undefined-behaviour sanitizers
#   make bench    the search against brute force, and 10,000 plans against the check (minutes)
DEMO := build/demo
BIN  := build/release/respite
JOBS := $(shell nproc 2>/dev/null || echo 2)

.PHONY: all demo deps release test bench fuzz lint format docs install clean

all: release

deps:
	@tools/deps

release:
	@tools/deps --build-only
	@cmake --preset release -DRSP_TESTS=OFF -Wno-dev >/dev/null || { cmake --preset release -DRSP_TESTS=OFF; exit 1; }
	@cmake --build --preset release -j $(JOBS)

demo: release
	@tools/demo $(BIN) $(DEMO)

test:
	@tools/deps
	@cmake --preset dev -Wno-dev >/dev/null || { cmake --preset dev; exit 1; }
	@cmake --build --preset dev -j $(JOBS)
	@ctest --preset dev -j $(JOBS)

bench: release
	@tools/bench

fuzz:
	@tools/deps --fuzz
	@tools/fuzz

lint:
	@tools/deps
	@tools/lint

format:
	@tools/format --fix

# The man page, the completions and the schemas in the tree are made by the program; the tests compare them.
docs: release
	@tools/docs $(BIN)

install: release
	@cmake --install build/release

clean:
	@rm -rf build out
