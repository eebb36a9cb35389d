/// Which descriptors to compute: every statistic of every property, statistic by statistic.
public struct DescriptorSet: Sendable, Equatable, Codable {
    public var properties: [String]
    public var statistics: [Statistic]

    public init(properties: [String], statistics: [Statistic]) {
        self.properties = properties
        self.statistics = statistics
    }

    public var count: Int { properties.count * statistics.count }

    /// `statistic:property`; all properties of the first statistic come first.
    public var names: [String] {
        statistics.flatMap { statistic in properties.map { "\(statistic.rawValue):\($0)" } }
    }

    /// The 232 descriptors of Liu et al., Adv. Mater. 33, 2102507 (2021),
    /// doi:10.1002/adma.202102507: weighted mean, weighted variance, maximum and minimum of
    /// XenonPy's 58 element properties, in XenonPy's order.
    public static let liu2021 = DescriptorSet(
        properties: [
            "atomic_number", "atomic_radius", "atomic_radius_rahm", "atomic_volume",
            "atomic_weight", "boiling_point", "bulk_modulus", "c6_gb", "covalent_radius_cordero",
            "covalent_radius_pyykko", "covalent_radius_pyykko_double",
            "covalent_radius_pyykko_triple", "covalent_radius_slater", "density",
            "dipole_polarizability", "electron_negativity", "electron_affinity", "en_allen",
            "en_ghosh", "en_pauling", "first_ion_en", "fusion_enthalpy", "gs_bandgap",
            "gs_energy", "gs_est_bcc_latcnt", "gs_est_fcc_latcnt", "gs_mag_moment",
            "gs_volume_per", "hhi_p", "hhi_r", "heat_capacity_mass", "heat_capacity_molar",
            "icsd_volume", "evaporation_heat", "heat_of_formation", "lattice_constant",
            "mendeleev_number", "melting_point", "molar_volume", "num_unfilled", "num_valance",
            "num_d_unfilled", "num_d_valence", "num_f_unfilled", "num_f_valence",
            "num_p_unfilled", "num_p_valence", "num_s_unfilled", "num_s_valence", "period",
            "specific_heat", "thermal_conductivity", "vdw_radius", "vdw_radius_alvarez",
            "vdw_radius_mm3", "vdw_radius_uff", "sound_velocity", "Polarizability",
        ],
        statistics: [.mean, .variance, .maximum, .minimum])
}
