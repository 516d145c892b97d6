%% Savina 5, threadring: a number goes round a ring of N processes and is one less after each hop, R
%% hops.
-module(threadring).
-export([run/1]).

run([N, Hops]) ->
    Me = self(),
    bench:time(fun() ->
        First = spawn(fun() -> node_at(0, Me) end),
        First ! {next, chain(N - 1, First, Me)},
        First ! Hops,
        bench:check(bench:gather(1), Hops rem N)
    end).

chain(0, Next, _) -> Next;
chain(Index, Next, Main) ->
    Pid = spawn(fun() -> node_at(Index, Main) end),
    Pid ! {next, Next},
    chain(Index - 1, Pid, Main).

node_at(Index, Main) -> receive {next, Next} -> pass(Index, Next, Main) end.

pass(Index, Next, Main) ->
    receive
        0 -> Main ! {done, Index};
        Hops -> Next ! Hops - 1, pass(Index, Next, Main)
    end.
