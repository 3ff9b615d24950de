//! What a branch may and may not make of a template, with shares computed by hand.

use serde_json::{Value, json};

use super::*;

fn template_json() -> Value {
    let dimension = |id: &str, weight: u32| json!({"id": id, "title": {"en": id}, "weight": weight});
    let mut skill = dimension("skill", 40);
    skill["locked"] = json!(true);
    let mut safety = dimension("safety", 30);
    safety["locked"] = json!(true);
    let mut words = dimension("communication", 20);
    words["weight_min"] = json!("1/10");
    words["weight_max"] = json!("0.25");
    json!({
        "id": "headquarters", "title": {"en": "Headquarters"},
        "dimensions": [skill, safety, words, dimension("culture", 10)],
        "levels": [
            {"id": "recommended", "at_least": 80, "floors": {"safety": 60}},
            {"id": "consider", "at_least": 60},
            {"id": "not-recommended", "at_least": 0},
        ],
        "vetoes": [{"severity": "critical", "item": "power-check", "caps_at": "not-recommended"}],
        "not_reached": "zero",
    })
}

fn branch_json() -> Value {
    json!({
        "extends": "headquarters",
        "weights": {"communication": 15},
        "dimensions": [{"id": "german", "title": {"en": "German"}, "weight": 5}],
        "floors": {"recommended": {"safety": 70, "german": 50}, "consider": {"skill": 40}},
        "vetoes": [{"finding": "forged-answer", "caps_at": "not-recommended"}],
        "marking": {"blind": 2, "adjudicate_over": "7.5"},
    })
}

fn template(value: &Value) -> RubricTemplate {
    RubricTemplate::from_json(&value.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn branch(value: &Value) -> BranchRubric {
    BranchRubric::from_json(&value.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn shares(effective: &EffectiveRubric) -> Vec<(String, String)> {
    let share = |dimension: &RubricDimension| (dimension.id.to_string(), dimension.weight.to_string());
    effective.rubric.dimensions().iter().map(share).collect()
}

/// Locked: 40 % and 30 %. The 30 % that are left go to 15 : 10 : 5, so 15 %, 10 % and 5 %.
#[test]
fn a_branch_extends_the_template() {
    let effective = template(&template_json()).extended_by(&branch(&branch_json())).unwrap();
    let expected =
        [("skill", "2/5"), ("safety", "3/10"), ("communication", "3/20"), ("culture", "1/10"), ("german", "1/20")];
    assert_eq!(shares(&effective), expected.map(|(id, share)| (id.to_owned(), share.to_owned())));
    let rubric = &effective.rubric;
    let floors: Vec<_> = rubric.levels()[0].floors.iter().map(|(id, floor)| format!("{id} {floor}")).collect();
    assert_eq!(floors, ["german 50", "safety 70"]);
    assert_eq!(rubric.vetoes().len(), 2);
    assert_eq!(rubric.not_reached(), MissingPolicy::Zero);
    assert_eq!(rubric.marking().unwrap().adjudicate_over.to_string(), "15/2");
    let origins = serde_json::to_value(&effective.origins).unwrap();
    let expected = json!({
        "template": "headquarters",
        "dimensions": [
            {"id": "skill", "dimension": "template", "weight": "template", "locked": true},
            {"id": "safety", "dimension": "template", "weight": "template", "locked": true},
            {"id": "communication", "dimension": "template", "weight": "branch", "locked": false},
            {"id": "culture", "dimension": "template", "weight": "template", "locked": false},
            {"id": "german", "dimension": "branch", "weight": "branch", "locked": false},
        ],
        "floors": {
            "recommended": {"safety": "branch", "german": "branch"},
            "consider": {"skill": "branch"},
            "not-recommended": {},
        },
        "vetoes": ["template", "branch"],
        "not_reached": "template",
        "marking": "branch",
    });
    assert_eq!(origins, expected);
    assert!(effective.origins.dimension(&"skill".parse().unwrap()).unwrap().locked);
}

#[test]
fn a_template_as_it_is() {
    let template = template(&template_json());
    let effective = template.extended_by(&BranchRubric::of(template.id().clone())).unwrap();
    let sum: num_rational::BigRational =
        effective.rubric.dimensions().iter().map(|dimension| dimension.weight.as_ratio()).sum();
    assert_eq!(sum, num_rational::BigRational::from_integer(1.into()));
    assert_eq!(shares(&effective)[0], ("skill".to_owned(), "2/5".to_owned()));
    assert_eq!(effective.origins.floors[&"recommended".parse().unwrap()][&"safety".parse().unwrap()], Origin::Template);
    assert_eq!(effective.origins.marking, Origin::Default);
}

/// Sets `value` at a pointer, where `-` appends to a list.
fn with(mut json: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match json.pointer_mut(parent).unwrap() {
        Value::Object(map) => drop(map.insert(key.to_owned(), value)),
        Value::Array(list) if key == "-" => list.push(value),
        Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
        _ => unreachable!(),
    }
    json
}

#[test]
fn what_a_branch_may_not() {
    let own = |id: &str, weight: Value| json!({"id": id, "title": {"en": "x"}, "weight": weight});
    let cases = [
        (
            "/extends",
            json!("other"),
            "`/extends`: the rubric extends `other`, and this is the template `headquarters`; ",
        ),
        ("/weights/skill", json!(1), "`/weights/skill`: the template locks `skill`, so its weight is fixed; remove it"),
        (
            "/weights/comunication",
            json!(1),
            "`/weights/comunication`: the template has no dimension `comunication`; did you mean `communication`?",
        ),
        ("/weights/german", json!(1), "`/weights/german`: `german` is the branch's own dimension; "),
        (
            "/weights/communication",
            json!(1),
            "`/weights/communication`: `communication` comes to 3/160 of the whole, and the template asks for 1/10 at least; ",
        ),
        (
            "/weights/communication",
            json!(900),
            "`/weights/communication`: `communication` comes to 18/61 of the whole, and the template allows 1/4 at most; ",
        ),
        (
            "/dimensions/0",
            own("skill", json!(1)),
            "`/dimensions/0/id`: the template has the dimension `skill` already; ",
        ),
        (
            "/floors/recommended/safety",
            json!(59),
            "`/floors/recommended/safety`: the template asks for 60 there, and 59 is less; write 60 or more",
        ),
        (
            "/floors/recommended/grman",
            json!(59),
            "`/floors/recommended/grman`: the rubric has no dimension `grman`; did you mean `german`?",
        ),
        (
            "/floors/recomended",
            json!({}),
            "`/floors/recomended`: the template has no level `recomended`; did you mean `recommended`?",
        ),
        (
            "/floors/not-recommended",
            json!({"skill": 1}),
            "`/floors/not-recommended`: `not-recommended` is the lowest level",
        ),
        (
            "/vetoes/-",
            json!({"finding": "x", "caps_at": "recommended"}),
            "`/vetoes/1/caps_at`: `recommended` is the highest level",
        ),
        (
            "/vetoes/-",
            json!({"finding": "x", "caps_at": "maybe"}),
            "`/vetoes/1/caps_at`: the template has no level `maybe`; ",
        ),
        (
            "/vetoes/-",
            json!({"finding": "forged-answer", "item": "x", "caps_at": "consider"}),
            "`/vetoes/1`: another veto",
        ),
        (
            "/vetoes/0",
            json!({"severity": "critical", "item": "power-check", "caps_at": "consider"}),
            "`/vetoes/0`: another veto",
        ),
        ("/not_reached", json!("withhold"), "`/not_reached`: the template sets `not_reached` otherwise"),
        ("/dimensions/0/weight", json!("1/999999937"), "cannot be kept exactly"),
    ];
    for (pointer, value, said) in cases {
        let changed = branch(&with(branch_json(), pointer, value));
        let error = template(&template_json()).extended_by(&changed).expect_err(said).to_string();
        assert!(error.contains(said), "{said}\n{error}");
    }
    let unreadable = [
        ("/extends", json!(1), "`/extends`: "),
        ("/levels", json!([]), "`/levels`: unknown key `levels`"),
        ("/dimensions/-", own("german", json!(1)), "`/dimensions/1/id`: the dimension `german` comes twice"),
        ("/dimensions/0/locked", json!(true), "`/dimensions/0/locked`: unknown key"),
        ("/weights/communication", json!(-3), "negative"),
        ("/weights/communication", json!(3_000_000_000_u64), "too large"),
    ];
    for (pointer, value, said) in unreadable {
        let error = BranchRubric::from_json(&with(branch_json(), pointer, value).to_string()).expect_err(said);
        assert!(error.to_string().contains(said), "{said}\n{error}");
    }
}

#[test]
fn what_locked_dimensions_leave() {
    let all_locked = ["/dimensions/2", "/dimensions/3"].iter().fold(template_json(), |json, pointer| {
        let weight = json.pointer(pointer).unwrap()["weight"].clone();
        let id = json.pointer(pointer).unwrap()["id"].clone();
        with(json, pointer, json!({"id": id, "title": {"en": "x"}, "weight": weight, "locked": true}))
    });
    let added = json!({"extends": "headquarters", "dimensions": branch_json()["dimensions"]});
    let error = template(&all_locked).extended_by(&branch(&added)).unwrap_err().to_string();
    assert!(
        error.contains("`/dimensions/0`: the locked dimensions take the whole, so nothing is left for `german`"),
        "{error}"
    );
    let of_nothing = with(added, "/dimensions/0/weight", json!(0));
    assert!(template(&all_locked).extended_by(&branch(&of_nothing)).is_ok());

    let free_weigh_nothing = json!({"extends": "headquarters", "weights": {"communication": 0, "culture": 0}});
    let error = template(&template_json()).extended_by(&branch(&free_weigh_nothing)).unwrap_err().to_string();
    assert!(error.contains("leave 3/10 of the whole, and no other dimension weighs anything"), "{error}");
}

#[test]
fn what_is_no_template() {
    let cases = [
        ("/id", json!("Headquarters"), "`/id`: "),
        ("/dimensions", json!([]), "`/dimensions`: the template has no dimension"),
        ("/dimensions/0/weight_min", json!("1/5"), "`/dimensions/0`: a locked dimension has bounds as well"),
        ("/dimensions/0/locked", json!("yes"), "`/dimensions/0/locked`: this is the text `yes`, not `true` or `false`"),
        (
            "/dimensions/2/weight_min",
            json!("0.21"),
            "`/dimensions/2/weight_min`: the template's own share is 1/5, less than 21/100",
        ),
        (
            "/dimensions/2/weight_max",
            json!("0.19"),
            "`/dimensions/2/weight_max`: the template's own share is 1/5, more than 19/100",
        ),
        ("/dimensions/2/weight_max", json!(25), "`/dimensions/2/weight_max`: a share of 25 is more than the whole"),
        ("/dimensions/3/weight_min", json!("0.25"), "`/dimensions`: what is locked and the least shares"),
        ("/dimensions/3/id", json!("skill"), "`/dimensions/3/id`: the dimension `skill` comes twice"),
        (
            "/levels/0/floors",
            json!({"saftey": 1}),
            "`/levels/0/floors/saftey`: the rubric has no dimension `saftey`; did you mean `safety`?",
        ),
        ("/vetoes/0/caps_at", json!("consdier"), "did you mean `consider`?"),
        ("/not_reached", json!("skip"), "`/not_reached`: `skip` is no policy for what is missing; write one of"),
    ];
    for (pointer, value, said) in cases {
        let error = RubricTemplate::from_json(&with(template_json(), pointer, value).to_string()).expect_err(said);
        assert!(error.to_string().contains(said), "{said}\n{error}");
    }
    let zero = (0..4).fold(template_json(), |json, n| with(json, &format!("/dimensions/{n}/weight"), json!(0)));
    assert!(
        RubricTemplate::from_json(&zero.to_string())
            .unwrap_err()
            .to_string()
            .contains("the weights of all dimensions are 0")
    );
    assert!(RubricTemplate::from_json("{").unwrap_err().to_string().starts_with("not valid JSON: line 1"));
}
