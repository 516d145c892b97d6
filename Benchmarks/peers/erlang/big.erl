%% Everyone pings everyone at random and waits for the answer, answering others meanwhile.
-module(big).
-export([run/1]).

run([N, Pings]) ->
    Me = self(),
    bench:time(fun() ->
        Actors = [spawn(fun() -> actor(Me, I) end) || I <- lists:seq(1, N)],
        [A ! {go, list_to_tuple(Actors), Pings} || A <- Actors],
        bench:gather(N),
        [A ! stop || A <- Actors],
        N * Pings
    end).

actor(Sink, Seed) -> receive {go, All, K} -> turn(Sink, All, K, Seed * 7919 + 1) end.

turn(Sink, _, 0, _) -> Sink ! {done, 1}, answer();
turn(Sink, All, K, R) ->
    Next = bench:next(R),
    element(bench:below(Next, tuple_size(All)) + 1, All) ! {ping, self()},
    await(Sink, All, K, Next).

await(Sink, All, K, R) ->
    receive
        {ping, From} -> From ! pong, await(Sink, All, K, R);
        pong -> turn(Sink, All, K - 1, R)
    end.

answer() ->
    receive
        {ping, From} -> From ! pong, answer();
        stop -> ok
    end.
