%% Savina 7, big: each of W processes sends N pings to random others and waits for the pong each
%% time, answering the pings of others meanwhile.
-module(big).
-export([run/1]).

run([Pings, Actors]) ->
    Me = self(),
    bench:time(fun() ->
        Pids = [spawn(fun() -> actor(Me, I) end) || I <- lists:seq(1, Actors)],
        All = list_to_tuple(Pids),
        [Pid ! {go, All, Pings} || Pid <- Pids],
        bench:check(bench:gather(Actors), Pings * Actors)
    end).

actor(Main, Seed) ->
    receive {go, All, Pings} -> turn(Main, All, Pings, 0, Seed * 7919 + 1) end.

turn(Main, _, Pings, Pings, _) -> Main ! {done, Pings}, answer();
turn(Main, All, Pings, Pongs, R) ->
    Next = bench:next(R),
    element(bench:below(Next, tuple_size(All)) + 1, All) ! {ping, self()},
    await(Main, All, Pings, Pongs, Next).

await(Main, All, Pings, Pongs, R) ->
    receive
        {ping, From} -> From ! pong, await(Main, All, Pings, Pongs, R);
        pong -> turn(Main, All, Pings, Pongs + 1, R)
    end.

answer() -> receive {ping, From} -> From ! pong, answer() end.
