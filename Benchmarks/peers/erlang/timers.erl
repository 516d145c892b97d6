%% N processes that each wait a random time of up to a second; gives the mean lateness in
%% microseconds.
-module(timers).
-export([run/1]).

run([N]) -> bench:time(fun() -> start(N, self(), 12345), bench:gather(N) div N end).

start(0, _, _) -> ok;
start(K, Parent, R) ->
    Next = bench:next(R),
    Wait = bench:below(Next, 1001),
    spawn(fun() ->
        Begin = erlang:monotonic_time(microsecond),
        receive after Wait -> Parent ! {done, erlang:monotonic_time(microsecond) - Begin - Wait * 1000} end
    end),
    start(K - 1, Parent, Next).
