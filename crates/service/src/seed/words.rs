//! The words of the field. People are called by their roles: nobody is invented.

/// Divisions with the beginnings of their keys.
pub(super) const DIVISIONS: [(&str, &str); 8] = [
    ("RET", "Retail banking"),
    ("COR", "Corporate banking"),
    ("PAY", "Payments"),
    ("INS", "Insurance"),
    ("WLT", "Wealth management"),
    ("RSK", "Risk and compliance"),
    ("FIN", "Finance"),
    ("PLT", "Shared platforms"),
];

/// Programmes of every division.
pub(super) const PROGRAMMES: [&str; 3] = ["Change the bank", "Run the bank", "Regulatory"];

/// Products of every programme.
pub(super) const PRODUCTS: [&str; 7] =
    ["Channels", "Onboarding", "Core ledger", "Servicing", "Reporting", "Integration", "Data"];

/// What systems are about.
pub(super) const SUBJECTS: [&str; 25] = [
    "Account",
    "Card",
    "Loan",
    "Mortgage",
    "Deposit",
    "Collateral",
    "Customer",
    "Consent",
    "Fraud",
    "Sanctions",
    "Limit",
    "Pricing",
    "Fee",
    "Invoice",
    "Payment",
    "Clearing",
    "Settlement",
    "Treasury",
    "Policy",
    "Claim",
    "Portfolio",
    "Order",
    "Market data",
    "Document",
    "Notification",
];

/// What systems do with it, with the enterprise's word for what such a system is.
pub(super) const FUNCTIONS: [(&str, &str); 20] = [
    ("ledger", "application"),
    ("service", "service"),
    ("gateway", "service"),
    ("portal", "application"),
    ("mobile app", "application"),
    ("batch", "application"),
    ("event stream", "service"),
    ("database", "database"),
    ("warehouse", "database"),
    ("rules engine", "service"),
    ("screening", "service"),
    ("archive", "database"),
    ("scheduler", "application"),
    ("adapter", "service"),
    ("calculator", "service"),
    ("registry", "service"),
    ("workflow", "application"),
    ("reporting", "application"),
    ("search", "service"),
    ("cache", "service"),
];

/// What releases bring to a system.
pub(super) const CHANGES: [&str; 16] = [
    "version upgrade",
    "scheme update",
    "interface change",
    "regulatory change",
    "capacity increase",
    "data migration",
    "user interface refresh",
    "defect fixes",
    "security hardening",
    "decommissioning of old interfaces",
    "new product",
    "performance improvements",
    "move to the cloud",
    "year-end preparation",
    "certificate renewal",
    "vendor release",
];

/// Phases with the hundredths of a release they take.
pub(super) const PHASES: [(&str, i32); 5] = [
    ("Planning", 15),
    ("Build", 35),
    ("System integration test", 20),
    ("User acceptance test", 20),
    ("Deployment", 10),
];

/// Gates with the index of the phase they end, the role that answers for them and whether every release has them.
pub(super) const GATES: [(&str, usize, &str, bool); 5] = [
    ("Scope freeze", 0, "Product owner", true),
    ("Build complete", 1, "Development lead", false),
    ("Test exit", 2, "Test manager", true),
    ("Acceptance sign-off", 3, "Business owner", false),
    ("Go/no-go", 4, "Release manager", true),
];

/// Labels.
pub(super) const TAGS: [&str; 8] =
    ["regulatory", "customer-facing", "data-migration", "vendor", "month-end", "security", "infrastructure", "mobile"];

/// Zones enterprises work in.
pub(super) const ZONES: [&str; 5] = ["Europe/Berlin", "Europe/London", "America/New_York", "Asia/Singapore", "UTC"];
