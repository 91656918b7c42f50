//! Asks a solver whether any request at all breaks a promise, and checks what it answers against the policies themselves.

use std::path::Path;

use cedar_policy::{Authorizer, Decision, PolicyId, PolicySet, RequestEnv, Schema};
use cedar_policy_symcc::solver::LocalSolver;
use cedar_policy_symcc::{CedarSymCompiler, CompiledPolicy, CompiledPolicySet, Env};
use tokio::runtime::Runtime;

/// A request that breaks a promise, with everything the policies were told about it.
pub struct Counterexample(pub Env);

impl std::fmt::Debug for Counterexample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

pub struct Prover {
    schema: Schema,
    runtime: Runtime,
    compiler: CedarSymCompiler<LocalSolver>,
}

impl Prover {
    /// # Panics
    /// When there is no solver: a proof that does not run proves nothing.
    pub fn new() -> Self {
        Self::with_words(policy::SCHEMA)
    }

    /// With another schema than the shipped one.
    pub fn with_words(schema: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let solver = runtime.block_on(async {
            let path = std::env::var("CVC5").unwrap_or_else(|_| "cvc5".into());
            assert!(
                path.contains('/') && Path::new(&path).exists() || on_path(&path),
                "no solver: install cvc5 (scripts/setup cvc5) or say in CVC5 where it is"
            );
            LocalSolver::cvc5_with_args(["--tlimit=60000"]).unwrap()
        });
        let schema = Schema::from_cedarschema_str(schema).unwrap().0;
        Self { schema, runtime, compiler: CedarSymCompiler::new(solver).unwrap() }
    }

    /// Every kind of request there is: each act by each kind of principal on each kind of record.
    pub fn requests(&self) -> Vec<RequestEnv> {
        let all: Vec<_> = self.schema.request_envs().collect();
        assert!(all.len() > 50, "the schema has lost its acts");
        all
    }

    /// The first request that `policies` permit and `bound` does not; none where `bound` holds everything they permit.
    pub fn beyond(&mut self, policies: &PolicySet, bound: &PolicySet) -> Option<Counterexample> {
        for request in self.requests() {
            let inner = CompiledPolicySet::compile(policies, &request, &self.schema).unwrap();
            let outer = CompiledPolicySet::compile(bound, &request, &self.schema).unwrap();
            let asked = self.compiler.check_implies_with_counterexample_opt(&inner, &outer);
            let Some(found) = self.runtime.block_on(asked).unwrap() else { continue };
            let decide = |set| Authorizer::new().is_authorized(&found.request, set, &found.entities).decision();
            assert_eq!((decide(policies), decide(bound)), (Decision::Allow, Decision::Deny), "the solver's answer is none: {found}");
            return Some(Counterexample(found));
        }
        None
    }

    /// The kinds of request of which not one is permitted.
    pub fn never_permitted(&mut self, policies: &PolicySet) -> Vec<String> {
        let mut never = Vec::new();
        for request in self.requests() {
            let compiled = CompiledPolicySet::compile(policies, &request, &self.schema).unwrap();
            if self.runtime.block_on(self.compiler.check_always_denies_opt(&compiled)).unwrap() {
                never.push(format!("{} {} {}", request.principal(), request.action(), request.resource()));
            }
        }
        never
    }

    /// The policy that some request makes fail, and the request.
    pub fn failing(&mut self, policies: &PolicySet) -> Option<(PolicyId, Counterexample)> {
        for request in self.requests() {
            for policy in policies.policies() {
                let compiled = CompiledPolicy::compile(policy, &request, &self.schema).unwrap();
                let asked = self.compiler.check_never_errors_with_counterexample_opt(&compiled);
                if let Some(found) = self.runtime.block_on(asked).unwrap() {
                    return Some((policy.id().clone(), Counterexample(found)));
                }
            }
        }
        None
    }
}

fn on_path(name: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

/// The policies as they come with the program.
pub fn shipped() -> PolicySet {
    let all = policy::SHIPPED.iter().flat_map(|(_, text)| text.parse::<PolicySet>().unwrap().policies().cloned().collect::<Vec<_>>());
    PolicySet::from_policies(all.map(|policy| policy.new_id(PolicyId::new(policy.annotation("id").unwrap())))).unwrap()
}

/// The same with one taken out: what a slip of the hand could make of them.
pub fn shipped_without(id: &str) -> PolicySet {
    let mut set = shipped();
    set.remove_static(PolicyId::new(id)).unwrap_or_else(|_| panic!("there is no policy {id} to take out"));
    set
}

/// The same with these written on top.
pub fn shipped_with(text: &str) -> PolicySet {
    let mut set = shipped();
    for policy in text.parse::<PolicySet>().unwrap().policies() {
        set.add(policy.clone()).unwrap();
    }
    set
}

/// The same with one taken out and this in its place.
pub fn shipped_but(id: &str, text: &str) -> PolicySet {
    let mut set = shipped_without(id);
    for policy in text.parse::<PolicySet>().unwrap().policies() {
        set.add(policy.clone()).unwrap();
    }
    set
}

/// Everything permitted but what this condition describes.
pub fn all_but(condition: &str) -> PolicySet {
    format!("permit (principal, action, resource) unless {{ {condition} }};").parse().unwrap()
}
