%% Skynet: a process makes ten, each of these ten, until there are N leaves (a power of ten); each
%% leaf sends its number up, the others the sum of what they got.
-module(skynet).
-export([run/1]).

run([N]) ->
    Me = self(),
    bench:time(fun() ->
        spawn(fun() -> skynet(0, N, Me) end),
        bench:check(bench:gather(1), N * (N - 1) div 2)
    end).

skynet(First, 1, Parent) -> Parent ! {done, First};
skynet(First, Size, Parent) ->
    Part = Size div 10,
    Me = self(),
    [spawn(fun() -> skynet(First + I * Part, Part, Me) end) || I <- lists:seq(0, 9)],
    Parent ! {done, bench:gather(10)}.
