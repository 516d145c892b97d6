%% Savina 19, uct: a tree of at most N processes grows where chance has it, is traversed and
%% stopped. Each node asks the root whether it may have B children; the root says yes to every
%% second one until there are N nodes, and how much work each of the children is: about A steps,
%% with a standard deviation of D. Of U per cent of the families one child is urgent and hears of
%% the traversal before its siblings.
-module(uct).
-export([run/1]).

-define(STEPS_TO_ASK, 100).

run([Most, Children, Mean, Deviation, Percent]) ->
    bench:time(fun() ->
        {Cost, R} = normal(bench:next(2), Mean, Deviation),
        Family = family(Children, self(), Cost, nil),
        Limits = {Most, Children, Mean, Deviation, Percent},
        Granted = grant(Children, 1 + Children, Children * Cost, 0, R, Limits),
        {Nodes, Costs, Urgents} = traverse(Family),
        tell(Family, stop),
        bench:check({Nodes + 1, Costs, Urgents}, Granted)
    end).

node(Parent, Root, Cost, Urgent) ->
    receive
        'try' ->
            spin(?STEPS_TO_ASK),
            Root ! {may_grow, self()},
            node(Parent, Root, Cost, Urgent);
        {grow, Children, CostOfEach, First} ->
            Parent ! grown,
            inner(family(Children, Root, CostOfEach, First), Parent, Cost, Urgent);
        traverse ->
            spin(Cost),
            Parent ! {visited, 1, Cost, Urgent},
            receive stop -> ok end
    end.

inner(Children, Parent, Cost, Urgent) ->
    receive
        traverse ->
            spin(Cost),
            {Nodes, Costs, Urgents} = traverse(Children),
            Parent ! {visited, Nodes + 1, Costs + Cost, Urgents + Urgent},
            receive stop -> tell(Children, stop) end;
        grown -> inner(Children, Parent, Cost, Urgent)
    end.

%% Makes N children and lets them try; First is the place of the urgent one, or nil.
family(N, Root, Cost, First) ->
    Me = self(),
    Pids = [begin
                Urgent = if I =:= First -> 1; true -> 0 end,
                spawn(fun() -> node(Me, Root, Cost, Urgent) end)
            end || I <- lists:seq(1, N)],
    tell(Pids, 'try'),
    case First of
        nil -> Pids;
        _ -> urgent_first(Pids, First, [])
    end.

urgent_first([Pid | Rest], 1, Before) -> [Pid | Before] ++ Rest;
urgent_first([Pid | Rest], I, Before) -> urgent_first(Rest, I - 1, [Pid | Before]).

traverse(Children) ->
    tell(Children, traverse),
    gather(length(Children), 0, 0, 0).

gather(0, Nodes, Costs, Urgents) -> {Nodes, Costs, Urgents};
gather(N, Nodes, Costs, Urgents) ->
    receive
        {visited, K, Cost, Urgent} -> gather(N - 1, Nodes + K, Costs + Cost, Urgents + Urgent)
    end.

tell([Pid | Rest], Message) -> Pid ! Message, tell(Rest, Message);
tell([], _) -> ok.

spin(0) -> ok;
spin(N) -> spin(N - 1).

%% Answers the nodes until all have asked.
grant(0, Nodes, Costs, Urgents, _, _) -> {Nodes, Costs, Urgents};
grant(Open, Nodes, Costs, Urgents, R0, Limits) ->
    receive
        grown -> grant(Open, Nodes, Costs, Urgents, R0, Limits);
        {may_grow, From} ->
            {Most, Children, Mean, Deviation, Percent} = Limits,
            R = bench:next(R0),
            case Nodes + Children > Most orelse bench:below(R, 2) =:= 0 of
                true -> grant(Open - 1, Nodes, Costs, Urgents, R, Limits);
                false ->
                    {Cost, R1} = normal(bench:next(R), Mean, Deviation),
                    Place = bench:next(R1),
                    {First, More} = case bench:below(R1, 100) < Percent of
                        true -> {1 + bench:below(Place, Children), 1};
                        false -> {nil, 0}
                    end,
                    From ! {grow, Children, Cost, First},
                    grant(Open + Children - 1, Nodes + Children, Costs + Children * Cost,
                          Urgents + More, bench:next(Place), Limits)
            end
    end.

%% A positive random number, nearly of a normal distribution: a sum of twelve, and the next random
%% number.
normal(R, Mean, Deviation) ->
    case sum(12, R, Deviation, Mean - 6 * Deviation) of
        {Cost, Next} when Cost > 0 -> {Cost, Next};
        {_, Next} -> normal(Next, Mean, Deviation)
    end.

sum(0, R, _, Total) -> {Total, R};
sum(N, R, Deviation, Total) ->
    sum(N - 1, bench:next(R), Deviation, Total + bench:below(R, Deviation)).
