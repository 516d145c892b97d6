%% Savina 22, piprecision: pi to D digits by the formula of Bailey, Borwein and Plouffe in integers;
%% a master gives W workers one term after the other.
-module(piprecision).
-export([run/1]).

run([Digits, Workers]) ->
    bench:time(fun() ->
        Scale = power(10, Digits + 10),
        [spawn(fun() -> worker(Scale) end) ! {term, I, self()} || I <- lists:seq(0, Workers - 1)],
        Pi = master(Workers, Workers, 0) div power(10, 10),
        bench:check(Pi div power(10, Digits - 10), 31415926535),
        Pi rem 1000000007
    end).

worker(Scale) ->
    receive {term, I, Master} -> Master ! {value, term(I, Scale), self()}, worker(Scale) end.

term(I, Scale) ->
    K = 8 * I,
    (4 * Scale div (K + 1) - 2 * Scale div (K + 4) - Scale div (K + 5) - Scale div (K + 6)) bsr (4 * I).

master(0, _, Sum) -> Sum;
master(Waiting, I, Sum) ->
    receive
        {value, 0, _} -> master(Waiting - 1, I, Sum);
        {value, X, Worker} -> Worker ! {term, I, self()}, master(Waiting, I + 1, Sum + X)
    end.

power(_, 0) -> 1;
power(X, N) -> X * power(X, N - 1).
