%% Calls and small integers: the naive Fibonacci function.
-module(fib).
-export([run/1]).

run([N]) -> bench:time(fun() -> fib(N) end).

fib(N) when N < 2 -> N;
fib(N) -> fib(N - 1) + fib(N - 2).
