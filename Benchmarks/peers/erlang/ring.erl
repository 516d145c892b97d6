%% A ring of processes that a number goes round in, N hops.
-module(ring).
-export([run/1]).

run([Size, Hops]) ->
    Main = self(),
    First = spawn(fun() -> node_of(Main) end),
    First ! {next, chain(Size - 1, First, Main)},
    bench:time(fun() ->
        First ! Hops,
        receive {done, P} -> is_pid(P) end
    end).

chain(0, Previous, _) -> Previous;
chain(K, Previous, Main) ->
    P = spawn(fun() -> node_of(Main) end),
    P ! {next, Previous},
    chain(K - 1, P, Main).

node_of(Main) -> receive {next, Next} -> turn(Next, Main) end.

turn(Next, Main) ->
    receive
        0 -> Main ! {done, self()};
        K -> Next ! K - 1, turn(Next, Main)
    end.
