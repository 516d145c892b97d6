%% Savina 17, filterbank: N samples go through K channels at once, each a chain of five processes: a
%% delay, a filter of C columns, one that lets every Kth sample through and zeros in between, a delay,
%% another filter. The channels' results for a sample are added up.
-module(filterbank).
-export([run/1]).

run([Columns, N, Channels]) ->
    Me = self(),
    bench:time(fun() ->
        source(0, N, [channel(K, N, Channels, Columns, Me) || K <- lists:seq(1, Channels)]),
        combine(N, Channels, #{}, 0)
    end).

delay(N, Length, Next) ->
    [Next ! 0 || _ <- lists:seq(1, Length)],
    pass(N - Length, Next).

pass(0, _) -> ok;
pass(N, Next) -> receive X -> Next ! X end, pass(N - 1, Next).

sample(N, N, _, _) -> ok;
sample(I, N, Rate, Next) ->
    receive X -> Next ! if I rem Rate =:= 0 -> X; true -> 0 end end,
    sample(I + 1, N, Rate, Next).

%% Gives each sum to Next, a function: the last filter of a channel tags what it sends.
filter(N, N, _, _, _) -> ok;
filter(I, N, Columns, Window, Next) ->
    Seen = receive X -> [X | Window] end,
    Next(I, weigh(Columns, Seen, 0) band 16#FFFF),
    filter(I + 1, N, Columns, lists:sublist(Seen, length(Columns) - 1), Next).

weigh([C | Columns], [X | Window], Sum) -> weigh(Columns, Window, Sum + C * X);
weigh(_, _, Sum) -> Sum.

channel(K, N, Channels, Columns, Combiner) ->
    Weights = fun(Factor) -> [(C * Factor + K) rem 32 || C <- lists:seq(1, Columns)] end,
    Second = Weights(11),
    Last = spawn(fun() -> filter(0, N, Second, [], fun(I, X) -> Combiner ! {I, X} end) end),
    Delayed = spawn(fun() -> delay(N, Columns, Last) end),
    Sampler = spawn(fun() -> sample(0, N, Channels, Delayed) end),
    First = Weights(7),
    Filter = spawn(fun() -> filter(0, N, First, [], fun(_, X) -> Sampler ! X end) end),
    spawn(fun() -> delay(N, Columns, Filter) end).

source(N, N, _) -> ok;
source(I, N, Heads) ->
    lists:foreach(fun(Head) -> Head ! I band 1023 end, Heads),
    source(I + 1, N, Heads).

%% Open holds the samples that some channels have not given yet: how many are missing, and the sum.
combine(0, _, _, Sum) -> Sum;
combine(Left, Channels, Open, Sum) ->
    receive
        {I, X} ->
            case maps:get(I, Open, {Channels, 0}) of
                {1, Total} ->
                    All = (Sum + I * (Total + X)) band 16#FFFFFF,
                    combine(Left - 1, Channels, maps:remove(I, Open), All);
                {Missing, Total} ->
                    combine(Left, Channels, Open#{I => {Missing - 1, Total + X}}, Sum)
            end
    end.
