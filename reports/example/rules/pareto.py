import numpy as np

# Column of the data -> unit.
UNITS = {
    "ave:x_ea_conventional": "e/atom",
    "ave:x_ea_raynor": "e/atom",
    "stoich:element_count": "1",
    "stoich:largest_fraction": "1",
    "stoich:second_fraction": "1",
    "stoich:third_fraction": "1",
    "share:groups_12_13": "1",
    "share:rare_earths_and_calcium": "1",
    "share:transition_metals": "1",
    "share:coinage_metals": "1",
    "share:zinc_group": "1",
    "share:aluminium_group": "1",
    "share:s_metals": "1",
    "share:groups_2_12_13": "1",
    "share:groups_14_16": "1",
    "share:simple_metals": "1",
    "ave:x_miracle_radius_pm": "pm",
    "spread:x_miracle_radius_pm": "1",
    "ave:electron_negativity": "1",
    "std:electron_negativity": "1",
    "std:x_ea_conventional": "e/atom",
    "base:x_ea_conventional": "e/atom",
    "solute:x_ea_conventional": "e/atom",
    "base:x_pettifor_number": "1",
    "ave:x_pettifor_number": "1",
    "ave:num_d_valence": "1",
}


def model_0(columns):
    """Complexity 1, held-out loss 0.8590050463368738."""
    return -5.822578021750941


def model_1(columns):
    """Complexity 5, held-out loss 0.7945475371973493."""
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    return -6.039381666122151 + 0.8791101178294254*share_groups_2_12_13


def model_2(columns):
    """Complexity 6, held-out loss 0.7811423670401201."""
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    return -5.99979366068816 + 1.2262995597053135*share_groups_2_12_13**2


def model_3(columns):
    """Complexity 8, held-out loss 0.7743112647781001."""
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    return -5.898569682252843 + 2.771228031889023*np.minimum(share_zinc_group**2, 0.72)


def model_4(columns):
    """Complexity 9, held-out loss 0.7608437138866783."""
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    return -5.908694853311137 + 2.688812053537981*np.minimum(share_zinc_group*share_groups_2_12_13, 0.77)


def model_5(columns):
    """Complexity 10, held-out loss 0.7398769347333692."""
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    return -5.907624175999543 + 3.8879526253575687*np.minimum(share_zinc_group*share_groups_2_12_13**2, 0.58)


def model_6(columns):
    """Complexity 11, held-out loss 0.7378918209036053."""
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    return -5.900804018601379 + 6.388309339239536*np.minimum(share_zinc_group**2*share_groups_2_12_13**2, 0.35)


def model_7(columns):
    """Complexity 14, held-out loss 0.7281073775404014."""
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    return -5.9998472712038655 + 0.4303674467283866*share_groups_2_12_13 + 3.218621256523095*np.minimum(share_zinc_group*share_groups_2_12_13**2, 0.6)


def model_8(columns):
    """Complexity 15, held-out loss 0.7211582958316644."""
    share_groups_12_13 = np.asarray(columns["share:groups_12_13"], dtype=float)
    share_rare_earths_and_calcium = np.asarray(columns["share:rare_earths_and_calcium"], dtype=float)
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    return -5.987034417215007 - 4.259190097424007*(share_groups_12_13*share_rare_earths_and_calcium) + 1.2953948120959742*np.minimum(share_groups_12_13 + share_zinc_group, 1.7)


def model_9(columns):
    """Complexity 16, held-out loss 0.7126707148266163."""
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    share_aluminium_group = np.asarray(columns["share:aluminium_group"], dtype=float)
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    return -6.01554905665609 + 0.7543379162509674*np.minimum(share_aluminium_group, 0.7) + 4.1408425158691005*np.minimum(share_zinc_group*share_groups_2_12_13**2, 0.57)


def model_10(columns):
    """Complexity 18, held-out loss 0.6961165929758382."""
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    share_aluminium_group = np.asarray(columns["share:aluminium_group"], dtype=float)
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    std_x_ea_conventional = np.asarray(columns["std:x_ea_conventional"], dtype=float)
    return -6.032993780150409 + 0.8764917637206602*np.minimum(share_aluminium_group*std_x_ea_conventional, 1.0) + 4.206446098445618*np.minimum(share_zinc_group*share_groups_2_12_13**2, 0.57)


def model_11(columns):
    """Complexity 19, held-out loss 0.6877684582614884."""
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    share_aluminium_group = np.asarray(columns["share:aluminium_group"], dtype=float)
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    std_x_ea_conventional = np.asarray(columns["std:x_ea_conventional"], dtype=float)
    return -6.0199412465611415 + 4.186856859771825*np.minimum(share_zinc_group*share_groups_2_12_13**2, 0.57) + 1.6044499475444534*np.minimum(std_x_ea_conventional*share_aluminium_group**2, 0.7)


def model_12(columns):
    """Complexity 20, held-out loss 0.6787093852428538."""
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    share_aluminium_group = np.asarray(columns["share:aluminium_group"], dtype=float)
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    std_x_ea_conventional = np.asarray(columns["std:x_ea_conventional"], dtype=float)
    return -6.026251205486608 + 4.213130155113031*np.minimum(share_zinc_group*share_groups_2_12_13**2, 0.57) + 1.4300929318986157*np.minimum(share_aluminium_group**2*std_x_ea_conventional**2, 0.95)


def model_13(columns):
    """Complexity 21, held-out loss 0.677953918239343."""
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    share_aluminium_group = np.asarray(columns["share:aluminium_group"], dtype=float)
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    std_x_ea_conventional = np.asarray(columns["std:x_ea_conventional"], dtype=float)
    return -6.017048852162118 + 6.825758034955378*np.minimum(share_zinc_group**2*share_groups_2_12_13**2, 0.35) + 1.4157658784280738*np.minimum(share_aluminium_group**2*std_x_ea_conventional**2, 0.95)


def model_14(columns):
    """Complexity 22, held-out loss 0.6695085362964652."""
    share_groups_12_13 = np.asarray(columns["share:groups_12_13"], dtype=float)
    share_rare_earths_and_calcium = np.asarray(columns["share:rare_earths_and_calcium"], dtype=float)
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    share_aluminium_group = np.asarray(columns["share:aluminium_group"], dtype=float)
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    return -5.97562205411542 - 3.9513375675055276*(share_groups_12_13*share_rare_earths_and_calcium) + 1.3204951204204485*np.minimum(share_aluminium_group, 0.7) + 5.148772918460171*np.minimum(share_zinc_group*share_groups_2_12_13**2, 0.557)


def model_15(columns):
    """Complexity 23, held-out loss 0.6614015790907286."""
    share_groups_12_13 = np.asarray(columns["share:groups_12_13"], dtype=float)
    share_rare_earths_and_calcium = np.asarray(columns["share:rare_earths_and_calcium"], dtype=float)
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    share_aluminium_group = np.asarray(columns["share:aluminium_group"], dtype=float)
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    return -6.003506617950165 + 1.492109290086503*np.minimum(share_aluminium_group, 0.7) - 8.48654642565226*(share_rare_earths_and_calcium*share_groups_12_13**2) + 5.622677796862766*np.minimum(share_zinc_group*share_groups_2_12_13**2, 0.557)


def model_16(columns):
    """Complexity 25, held-out loss 0.6520518051137462."""
    stoich_element_count = np.asarray(columns["stoich:element_count"], dtype=float)
    share_groups_12_13 = np.asarray(columns["share:groups_12_13"], dtype=float)
    share_rare_earths_and_calcium = np.asarray(columns["share:rare_earths_and_calcium"], dtype=float)
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    return -6.002021523694833 - 4.4085799031181505*(share_groups_12_13*share_rare_earths_and_calcium) + 0.1720368440594389*np.minimum(share_groups_12_13*stoich_element_count**2, 12.3) + 3.5350764379562*np.minimum(share_zinc_group*share_groups_2_12_13**2, 0.56)


def model_17(columns):
    """Complexity 26, held-out loss 0.6486111889279161."""
    stoich_element_count = np.asarray(columns["stoich:element_count"], dtype=float)
    share_groups_12_13 = np.asarray(columns["share:groups_12_13"], dtype=float)
    share_rare_earths_and_calcium = np.asarray(columns["share:rare_earths_and_calcium"], dtype=float)
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    return -6.011203289100503 - 2.9287456900297806*(share_groups_12_13*np.sqrt(share_rare_earths_and_calcium)) + 0.20147647437435487*np.minimum(share_groups_12_13*stoich_element_count**2, 12.3) + 3.63131591470014*np.minimum(share_zinc_group*share_groups_2_12_13**2, 0.57)


def model_18(columns):
    """Complexity 27, held-out loss 0.6411867545758165."""
    stoich_element_count = np.asarray(columns["stoich:element_count"], dtype=float)
    share_groups_12_13 = np.asarray(columns["share:groups_12_13"], dtype=float)
    share_rare_earths_and_calcium = np.asarray(columns["share:rare_earths_and_calcium"], dtype=float)
    share_zinc_group = np.asarray(columns["share:zinc_group"], dtype=float)
    share_groups_2_12_13 = np.asarray(columns["share:groups_2_12_13"], dtype=float)
    return -5.987369349121136 - 9.031479034827118*(share_rare_earths_and_calcium*share_groups_12_13**2) + 3.450189834771929*np.minimum(share_zinc_group*share_groups_2_12_13**2, 0.56) + 0.33069399500200153*np.minimum(stoich_element_count**2*share_groups_12_13**2, 4.4)


# By ascending complexity.
MODELS = [model_0, model_1, model_2, model_3, model_4, model_5, model_6, model_7, model_8, model_9, model_10, model_11, model_12, model_13, model_14, model_15, model_16, model_17, model_18]
BEST = 5
ACCURACY = 18
SIMPLEST = 15


def predict(columns, model=BEST):
    """Predictions of one model; columns maps names to arrays. NaN where undefined."""
    with np.errstate(all="ignore"):
        total = MODELS[model](columns)
        rows = np.shape(next(iter(columns.values())))
        total = np.broadcast_to(np.asarray(total, dtype=float), rows)
        total = np.where(np.isfinite(total), total, np.nan)
        return total
