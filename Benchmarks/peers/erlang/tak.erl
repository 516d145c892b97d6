%% Calls with three arguments: Takeuchi's function.
-module(tak).
-export([run/1]).

run([X, Y, Z]) -> bench:time(fun() -> tak(X, Y, Z) end).

tak(X, Y, Z) when Y < X -> tak(tak(X - 1, Y, Z), tak(Y - 1, Z, X), tak(Z - 1, X, Y));
tak(_, _, Z) -> Z.
