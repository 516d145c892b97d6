%% N short-lived processes, one message each to the parent: `batch` receives after every thousand,
%% `all` spawns all of them first.
-module(spawn).
-export([run/1]).

run([N, "all"]) -> bench:time(fun() -> start(N, 0, self()), collect(N, 0) end);
run([N, "batch"]) -> bench:time(fun() -> batches(N, 0) end).

start(To, To, _) -> ok;
start(K, To, Parent) -> spawn(fun() -> Parent ! K end), start(K - 1, To, Parent).

collect(0, Sum) -> Sum;
collect(N, Sum) -> receive K -> collect(N - 1, Sum + K) end.

batches(0, Sum) -> Sum;
batches(N, Sum) ->
    To = max(N - 1000, 0),
    start(N, To, self()),
    batches(To, collect(N - To, Sum)).
