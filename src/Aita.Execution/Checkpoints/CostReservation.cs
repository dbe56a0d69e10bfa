namespace Aita.Execution;

/// <summary>What is set aside under a spending cap for requests whose cost is not known.</summary>
/// <param name="Cost">USD: the worst case of requests whose price is known or has been learnt.</param>
/// <param name="Unpriced">Requests whose worst case is not known, because nothing was known of the price when they were sent.</param>
public readonly record struct CostReservation(decimal Cost, int Unpriced = 0)
{
    /// <summary>Whether nothing is set aside.</summary>
    public bool IsNone => Cost == 0 && Unpriced == 0;

    /// <summary>Adds two reservations.</summary>
    public static CostReservation operator +(CostReservation left, CostReservation right) => new(left.Cost + right.Cost, left.Unpriced + right.Unpriced);

    /// <summary>What gives a reservation back.</summary>
    public static CostReservation operator -(CostReservation reservation) => new(-reservation.Cost, -reservation.Unpriced);

    /// <summary>Adds two reservations.</summary>
    public static CostReservation Add(CostReservation left, CostReservation right) => left + right;

    /// <summary>What gives a reservation back.</summary>
    public static CostReservation Negate(CostReservation reservation) => -reservation;
}
