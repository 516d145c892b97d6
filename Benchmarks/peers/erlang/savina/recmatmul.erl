%% Savina 23, recmatmul: the product of two matrices of N rows by quarters, a process for each of
%% the eight smaller products, down to matrices of T numbers. A matrix is a list of rows.
-module(recmatmul).
-export([run/1]).

run([N, Threshold]) ->
    A = [lists:duplicate(N, I) || I <- lists:seq(1, N)],
    B = lists:duplicate(N, lists:seq(1, N)),
    bench:time(fun() ->
        Half = N * (N + 1) div 2,
        bench:check(lists:sum(lists:append(multiply(A, B, N, Threshold))), N * Half * Half)
    end).

multiply(A, B, N, Threshold) when N * N =< Threshold ->
    Columns = transpose(B),
    [[dot(Row, Column, 0) || Column <- Columns] || Row <- A];
multiply(A, B, N, Threshold) ->
    Half = N div 2,
    {A11, A12, A21, A22} = quarters(A, Half),
    {B11, B12, B21, B22} = quarters(B, Half),
    Me = self(),
    Tasks = [{A11, B11}, {A12, B21}, {A11, B12}, {A12, B22}, {A21, B11}, {A22, B21}, {A21, B12}, {A22, B22}],
    Refs = [begin
                Ref = make_ref(),
                spawn(fun() -> Me ! {Ref, multiply(X, Y, Half, Threshold)} end),
                Ref
            end || {X, Y} <- Tasks],
    [P1, P2, P3, P4, P5, P6, P7, P8] = [receive {Ref, P} -> P end || Ref <- Refs],
    beside(sum(P1, P2), sum(P3, P4)) ++ beside(sum(P5, P6), sum(P7, P8)).

dot([], [], Sum) -> Sum;
dot([X | Xs], [Y | Ys], Sum) -> dot(Xs, Ys, Sum + X * Y).

transpose([[] | _]) -> [];
transpose(Rows) -> [[hd(R) || R <- Rows] | transpose([tl(R) || R <- Rows])].

quarters(M, Half) ->
    {Top, Bottom} = lists:split(Half, M),
    {A, B} = lists:unzip([lists:split(Half, Row) || Row <- Top]),
    {C, D} = lists:unzip([lists:split(Half, Row) || Row <- Bottom]),
    {A, B, C, D}.

sum(A, B) -> lists:zipwith(fun(R, S) -> lists:zipwith(fun(X, Y) -> X + Y end, R, S) end, A, B).
beside(A, B) -> lists:zipwith(fun(R, S) -> R ++ S end, A, B).
