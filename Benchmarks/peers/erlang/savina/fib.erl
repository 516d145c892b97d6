%% Savina 29, fib: the Nth Fibonacci number, a process for each step of the recursion.
-module(fib).
-export([run/1]).

run([N]) ->
    Me = self(),
    bench:time(fun() ->
        spawn(fun() -> fib(N, Me) end),
        receive X -> X end
    end).

fib(N, Parent) when N =< 2 -> Parent ! 1;
fib(N, Parent) ->
    Me = self(),
    spawn(fun() -> fib(N - 1, Me) end),
    spawn(fun() -> fib(N - 2, Me) end),
    receive X -> receive Y -> Parent ! X + Y end end.
