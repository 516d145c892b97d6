%% Savina 20, facloc: N customers at random places of a square of G by G arrive one by one, each
%% when the root has passed on the last. A quadrant adds up what its customers' ways to the
%% nearest facility it knows of would cost; when that is more than A times the square's diagonal,
%% it opens a facility in its middle, tells its parent, and leaves its customers to four quadrants
%% of its own.
-module(facloc).
-export([run/1]).

-define(ROOT, -1).

run([N, Grid, Alpha]) ->
    Me = self(),
    bench:time(fun() ->
        Threshold = Alpha * math:sqrt(2) * Grid,
        Box = {0.0, 0.0, 1.0 * Grid, 1.0 * Grid},
        Root = spawn(fun() -> start(Me, ?ROOT, Box, Threshold, [], []) end),
        produce(N, bench:next(123456), Grid / 16#7FFFFFFF, Root),
        receive
            {closed, Facilities, Customers} ->
                bench:check(Customers, N),
                Facilities
        end
    end).

produce(0, _, _, Root) -> Root ! exit;
produce(N, R, Scale, Root) ->
    Y = bench:next(R),
    Root ! {customer, {R * Scale, Y * Scale}},
    receive next -> produce(N - 1, bench:next(Y), Scale, Root) end.

%% Place is 0 or 1 for the upper quarters of the parent's square, 2 or 3 for the lower ones; Points
%% are all customers of the parent.
start(Parent, Place, {X1, Y1, X2, Y2} = Box, Threshold, Known, Points) ->
    Middle = {(X1 + X2) / 2, (Y1 + Y2) / 2},
    Facilities = [Middle | Known],
    Inside = lists:filter(fun(Point) -> is_inside(Point, Box) end, Points),
    closed(Parent, Place, Box, Middle, Threshold, Facilities, Inside,
           costs(Inside, Facilities, 0.0)).

is_inside({X, Y}, {X1, Y1, X2, Y2}) -> X1 =< X andalso Y1 =< Y andalso X =< X2 andalso Y =< Y2.

costs([Point | Rest], Facilities, Sum) -> costs(Rest, Facilities, Sum + nearest(Point, Facilities));
costs([], _, Sum) -> Sum.

%% The distance to the nearest facility.
nearest({X, Y}, [{Fx, Fy} | Rest]) ->
    Dx = Fx - X,
    Dy = Fy - Y,
    nearest(X, Y, Rest, math:sqrt(Dx * Dx + Dy * Dy)).

nearest(X, Y, [{Fx, Fy} | Rest], Least) ->
    Dx = Fx - X,
    Dy = Fy - Y,
    Distance = math:sqrt(Dx * Dx + Dy * Dy),
    nearest(X, Y, Rest, if Distance < Least -> Distance; true -> Least end);
nearest(_, _, [], Least) -> Least.

closed(Parent, Place, Box, Middle, Threshold, Facilities, Points, Cost) ->
    receive
        {customer, Point} ->
            NewCost = Cost + nearest(Point, Facilities),
            NewPoints = [Point | Points],
            case NewCost > Threshold of
                true ->
                    Children = open(Parent, Place, Box, Middle, Threshold, Facilities, NewPoints),
                    passed(Parent, Place),
                    opened(Parent, Place, Middle, Children, 4, 1, 0);
                false ->
                    passed(Parent, Place),
                    closed(Parent, Place, Box, Middle, Threshold, Facilities, NewPoints, NewCost)
            end;
        {facility, _, Point} ->
            closed(Parent, Place, Box, Middle, Threshold, [Point | Facilities], Points, Cost);
        exit -> Parent ! {closed, 0, length(Points)}
    end.

%% Opens the facility in the middle and gives the quarters, each with its part of the customers.
open(Parent, Place, Box, Middle, Threshold, Facilities, Points) ->
    tell_parent(Parent, Place, Middle),
    {X1, Y1, X2, Y2} = Box,
    {X, Y} = Middle,
    Me = self(),
    Child = fun(ItsPlace, ItsBox) ->
        spawn(fun() -> start(Me, ItsPlace, ItsBox, Threshold, Facilities, Points) end)
    end,
    {Child(0, {X1, Y, X, Y2}), Child(1, {X, Y, X2, Y2}), Child(2, {X1, Y1, X, Y}),
     Child(3, {X, Y1, X2, Y})}.

%% Missing quarters have not closed yet; the others had so many facilities and customers.
opened(Parent, _, _, _, 0, Count, Customers) -> Parent ! {closed, Count, Customers};
opened(Parent, Place, Middle, Children, Missing, Count, Customers) ->
    receive
        {customer, Point} = Message ->
            element(1 + quarter(Point, Middle), Children) ! Message,
            passed(Parent, Place),
            opened(Parent, Place, Middle, Children, Missing, Count, Customers);
        {facility, above, _} = Message ->
            tell_all(Children, Message),
            opened(Parent, Place, Middle, Children, Missing, Count, Customers);
        {facility, Child, Point} ->
            tell_parent(Parent, Place, Point),
            element(4 - Child, Children) ! {facility, above, Point},
            opened(Parent, Place, Middle, Children, Missing, Count, Customers);
        exit ->
            tell_all(Children, exit),
            opened(Parent, Place, Middle, Children, Missing, Count, Customers);
        {closed, N, K} ->
            opened(Parent, Place, Middle, Children, Missing - 1, Count + N, Customers + K)
    end.

quarter({X, Y}, {Mx, My}) when Y >= My -> if X =< Mx -> 0; true -> 1 end;
quarter({X, _}, {Mx, _}) -> if X =< Mx -> 2; true -> 3 end.

passed(Main, ?ROOT) -> Main ! next;
passed(_, _) -> ok.

tell_parent(_, ?ROOT, _) -> ok;
tell_parent(Parent, Place, Point) -> Parent ! {facility, Place, Point}.

tell_all({A, B, C, D}, Message) ->
    A ! Message,
    B ! Message,
    C ! Message,
    D ! Message.
