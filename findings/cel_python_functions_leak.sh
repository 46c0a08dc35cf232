#!/bin/bash
# cel-expr-python 0.1.3: every call of a function that is written in Python leaves the tuple of its arguments, the arguments
# and the result in memory for good. A process that evaluates such expressions grows without end.
#
# Seen: after 2,000 evaluations of f(x), with a text of 10,000 characters as argument and another as result, 40 MB more are
# in use than before, with everything released and the garbage collected; without the function none.
# Expected: none.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --only-binary :all: cel-expr-python==0.1.3 protobuf==7.36.2
cat > "$folder/try.py" <<'PYTHON'
import gc
import tracemalloc

from cel_expr_python import cel

text = cel.Type.STRING
twice = cel.FunctionDecl("f", [cel.Overload("f_text", text, [text], impl=lambda x: x[::-1])])
env = cel.NewEnv(variables={"x": text}, functions=[twice])


def grown(source):
    program = env.compile(source)
    program.eval(data={"x": "warm"})
    gc.collect()
    tracemalloc.start()
    for number in range(2000):
        program.eval(data={"x": f"{number:010000}"})
    gc.collect()
    left = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return left / 1e6


without, with_function = grown("x == 'y'"), grown("f(x) == 'y'")
print(f"left in memory after 2,000 evaluations: {without:.1f} MB without the function, {with_function:.1f} MB with it")
assert without < 1 and with_function > 35, (without, with_function)
PYTHON
"$folder/venv/bin/python" "$folder/try.py"
