%% N processes alive and blocked in receive; prints the resident bytes of each too.
-module(live).
-export([run/1, wake/0]).

run([N]) -> run([N, "plain"]);
run([N, How]) ->
    Before = bench:resident_memory(),
    Me = self(),
    bench:time(fun() ->
        Pids = start(N, Me, How =:= "hibernate", []),
        await(ready, N),
        io:format("bytes ~p~n", [(bench:resident_memory() - Before) div N]),
        lists:foreach(fun(P) -> P ! {stop, Me} end, Pids),
        await(done, N),
        N
    end).

start(0, _, _, Pids) -> Pids;
start(K, Parent, Sleeps, Pids) ->
    start(K - 1, Parent, Sleeps, [spawn(fun() -> child(Parent, Sleeps) end) | Pids]).

child(Parent, false) -> Parent ! ready, wake();
child(Parent, true) -> Parent ! ready, erlang:hibernate(?MODULE, wake, []).

wake() -> receive {stop, From} -> From ! done end.

await(_, 0) -> ok;
await(What, N) -> receive What -> await(What, N - 1) end.
