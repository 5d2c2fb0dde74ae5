#!/bin/bash
# Static analysis: cppcheck, clang-tidy, the analyser of gcc (tools/lint).
cd "$SOURCE" && exec tools/lint
