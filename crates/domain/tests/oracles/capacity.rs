//! Projects of PSPLIB with their capacities, whose best known plans others found.

use crate::datasets;
use signalbox_domain::schedule::{
    capacity::{Demand, Effort, Project, Resource, Task, faults, plan},
    graph::{Link, LinkKind},
};
use std::path::Path;

/// A project as its file tells it.
struct Told {
    durations: Vec<i64>,
    /// What each activity needs of each resource.
    requests: Vec<Vec<i64>>,
    available: Vec<i64>,
    /// Which follows which, counted from 0.
    follows: Vec<(usize, usize)>,
}

impl Told {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let section = |title: &str| -> Vec<Vec<i64>> {
            let (_, after) = text.split_once(title).unwrap();
            let numbers =
                |line: &str| line.split_whitespace().map(|word| word.parse().ok()).collect::<Option<Vec<_>>>();
            let rows = after.lines().map(numbers).skip_while(|row| row.as_ref().is_none_or(Vec::is_empty));
            rows.map_while(|row| row.filter(|numbers| !numbers.is_empty())).collect()
        };
        let place = |number: i64| usize::try_from(number - 1).unwrap();
        let relations = section("PRECEDENCE RELATIONS:");
        let follows = relations.iter().flat_map(|row| row[3..].iter().map(move |to| (place(row[0]), place(*to))));
        let activities = section("REQUESTS/DURATIONS:");
        Self {
            durations: activities.iter().map(|row| row[2]).collect(),
            requests: activities.iter().map(|row| row[3..].to_vec()).collect(),
            available: section("RESOURCEAVAILABILITIES:").remove(0),
            follows: follows.collect(),
        }
    }

    /// Looks at every period.
    fn check(&self, name: &str, starts: &[i64], end: i64) {
        assert_eq!(starts.len(), self.durations.len(), "{name}");
        for (from, to) in &self.follows {
            assert!(starts[*to] >= starts[*from] + self.durations[*from], "{name}: {from} before {to}");
        }
        for period in 0..end {
            for (resource, available) in self.available.iter().enumerate() {
                let active =
                    |place: &usize| (starts[*place]..starts[*place] + self.durations[*place]).contains(&period);
                let used: i64 = (0..starts.len()).filter(active).map(|place| self.requests[place][resource]).sum();
                assert!(used <= *available, "{name}: {used} of {available} of resource {resource} in {period}");
            }
        }
        assert!(starts.iter().zip(&self.durations).all(|(start, long)| *start >= 0 && start + long <= end), "{name}");
    }
}

#[test]
fn plans_are_near_the_best_that_others_know() {
    let folder = datasets().join("psplib");
    let table = std::fs::read_to_string(folder.join("expected.csv")).unwrap();
    let header: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let column = |title: &str| header.iter().position(|name| *name == title).unwrap();
    let (mut gaps, mut best_found) = (Vec::new(), 0);
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let cell = |title: &str| cells[column(title)];
        let name = cell("instance");
        let told = Told::read(&folder.join(cell("set")).join(name));
        let needs = |requests: &Vec<i64>| -> Vec<Demand> {
            requests.iter().enumerate().map(|(resource, amount)| Demand { resource, amount: *amount }).collect()
        };
        let tasks: Vec<Task> = told
            .durations
            .iter()
            .zip(&told.requests)
            .map(|(duration, requests)| Task { duration: *duration, not_before: 0, demands: needs(requests) })
            .collect();
        let link = |&(from, to): &(usize, usize)| Link { from, to, kind: LinkKind::FinishStart, lag: 0 };
        let links: Vec<Link> = told.follows.iter().map(link).collect();
        let resources: Vec<Resource> =
            told.available.iter().map(|capacity| Resource { capacity: *capacity, unavailable: Vec::new() }).collect();
        let project = Project { tasks: &tasks, links: &links, resources: &resources };
        let found = plan(project, Effort::for_tasks(tasks.len())).unwrap();
        told.check(name, &found.starts, found.end);
        assert!(faults(project, &found.starts).is_none(), "{name}");
        assert_eq!(found.earliest_end.to_string(), cell("cpm_makespan"), "{name}");
        let number = |title: &str| cell(title).parse::<i64>().ok();
        let least = number("proven_optimum").or(number("lower_bound")).unwrap();
        assert!(found.end >= least, "{name}: {} is less than {least}", found.end);
        // What others know is one number, or a range that ends with it, or begins with it.
        let literature = cell("literature").rsplit("..").next().and_then(|best| best.parse::<i64>().ok());
        let best = [number("best_makespan"), literature].into_iter().flatten().min().unwrap();
        best_found += usize::from(found.end <= best);
        let gap = 100.0 * (found.end - best) as f64 / best as f64;
        println!("{name}: {} of {best}, {gap:.2} %", found.end);
        gaps.push(gap);
    }
    let mean = gaps.iter().sum::<f64>() / f64::from(u32::try_from(gaps.len()).unwrap());
    println!("mean gap {mean:.2} %, {best_found} of {} as good as the best known", gaps.len());
    assert_eq!(gaps.len(), 47);
    assert!(mean <= 1.5, "the mean gap is {mean:.2} %");
}
