import Materials

/// What a kilogram of each element costs, for rules that keep a ranking affordable.
///
/// An order of magnitude and no quotation: purities, years and markets differ.
///
/// Source: Wikipedia, "Prices of chemical elements", revision 1262554464 (CC BY-SA 4.0), the lower
/// end where it gives a range, as mendeleev 1.3.0 lists the numbers.
public enum ElementPrice {
    /// US dollars a kilogram; `nil` for elements that are not sold (At, Rn, Fr, Ra, Pa) and for
    /// those beyond Pu.
    public static func perKilogram(_ element: Element) -> Double? {
        let index = element.atomicNumber - 1
        return prices.indices.contains(index) ? prices[index] : nil
    }

    /// By atomic number, from H on.
    private static let prices: [Double?] = [
        1.39, 24, 81.4, 857, 3.68, 0.122, 0.14, 0.154, 1.84, 240,
        2.57, 2.32, 1.79, 1.7, 2.69, 0.0926, 0.082, 0.931, 12.1, 2.21,
        3460, 11.1, 357, 9.4, 1.82, 0.424, 32.8, 13.9, 6, 2.55,
        148, 914, 0.999, 21.4, 4.39, 290, 15_500, 6.53, 31, 35.7,
        61.4, 40.1, 100_000, 10_400, 147_000, 49_500, 521, 2.73, 167, 18.7,
        5.79, 63.5, 35, 1800, 61_800, 0.246, 4.78, 4.57, 103, 57.5,
        460_000, 13.9, 31.4, 28.6, 658, 307, 57.1, 26.4, 3000, 17.1,
        643, 900, 298, 35.3, 3010, 12_000, 55_500, 27_800, 75_430, 30.2,
        4200, 2, 6.36, 4.92e13, nil, nil, nil, nil, 2.9e13, 287,
        nil, 101, 660_000, 6.49e6,
    ]
}

extension ElementExclusion {
    /// Elements of which a kilogram costs more than `limit` US dollars, by ``ElementPrice``; those
    /// that are not sold are among them.
    public static func dearer(than limit: Double) -> ElementExclusion {
        ElementExclusion(
            "expensive",
            elements: Element.allCases.filter {
                ElementPrice.perKilogram($0).map { $0 > limit } ?? true
            })
    }
}
