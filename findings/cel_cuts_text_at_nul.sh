#!/bin/bash
# cel-expr-python 0.1.3: a text that holds the character U+0000 is cut off at it on its way into an expression, without an
# error. What comes out of an expression keeps the character, so the same text is equal to itself inside and not outside.
#
# Seen: size("a\0b") is 1 where the text is a variable, 3 where it stands in the expression; two texts that differ behind
# the character are equal; the key of an object is cut too.
# Expected: 3, different, whole; or an error.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --only-binary :all: cel-expr-python==0.1.3 protobuf==7.36.2
cat > "$folder/try.py" <<'PYTHON'
from cel_expr_python import cel

env = cel.NewEnv(variables={"x": cel.Type.DYN, "y": cel.Type.DYN})


def value(expression, **data):
    return env.compile(expression).eval(data=data).plain_value()


size = value("size(x)", x="a\0b")
written = value(r"size('a\u0000b')")
equal = value("x == y", x="card\0one", y="card\0two")
keys = value("x", x={"key\0one": 1})
print("size of the variable:", size, " of the text in the expression:", written)
print("'card\\0one' == 'card\\0two':", equal)
print("{'key\\0one': 1} comes back as:", keys)
assert (size, written, equal, keys) == (1, 3, True, {"key": 1})
PYTHON
"$folder/venv/bin/python" "$folder/try.py"
