%% CPU-bound work in several processes.
-module(schedulers).
-export([run/1]).

run([Processes, N]) ->
    Me = self(),
    bench:time(fun() ->
        [spawn(fun() -> Me ! {done, fib(N)} end) || _ <- lists:seq(1, Processes)],
        bench:gather(Processes)
    end).

fib(N) when N < 2 -> N;
fib(N) -> fib(N - 1) + fib(N - 2).
