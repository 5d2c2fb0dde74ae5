#!/bin/bash
# Formatting by the pinned clang-format; --fix: make format.
cd "$SOURCE" && exec tools/format
