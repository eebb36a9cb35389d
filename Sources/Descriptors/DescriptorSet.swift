/// Which descriptors to compute: every statistic of every property, statistic by statistic, then
/// those of the fractions alone.
public struct DescriptorSet: Sendable, Equatable, Codable {
    public var properties: [String]
    public var statistics: [Statistic]
    /// The default is none.
    public var stoichiometry: [StoichiometryDescriptor]

    public init(
        properties: [String], statistics: [Statistic],
        stoichiometry: [StoichiometryDescriptor] = []
    ) {
        self.properties = properties
        self.statistics = statistics
        self.stoichiometry = stoichiometry
    }

    public var count: Int { properties.count * statistics.count + stoichiometry.count }

    /// `statistic:property`, all properties of the first statistic first; then `stoich:name`.
    public var names: [String] {
        statistics.flatMap { statistic in properties.map { "\(statistic.rawValue):\($0)" } }
            + stoichiometry.map { "stoich:\($0.rawValue)" }
    }

    /// Mean and standard deviation of sixteen physical properties and seven descriptors of the
    /// fractions: fewer and more transferable than the 232, chosen by grouped cross-validation.
    public static let compact = DescriptorSet(
        properties: [
            "x_miracle_radius_pm", "x_miedema_phi_V", "x_miedema_nws13_du", "x_miedema_V23_cm2",
            "electron_negativity", "x_ea_conventional", "x_ea_raynor", "x_pettifor_number",
            "x_cohesive_energy_eV", "x_melting_point_K", "x_bulk_modulus_GPa", "first_ion_en",
            "num_d_valence", "num_valance", "num_p_valence", "period",
        ],
        statistics: [.mean, .standardDeviation], stoichiometry: StoichiometryDescriptor.allCases)

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
