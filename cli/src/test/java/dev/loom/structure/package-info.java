/// Structural tests: rules for modules, packages, names, documentation and wording, checked on the
/// sources and classes of all modules.
///
/// [dev.loom.structure.Repository] reads the files, [dev.loom.structure.ProjectClasses] the
/// compiled classes, and [dev.loom.structure.Violations] reports with a remedy. No test here runs
/// the product.
package dev.loom.structure;
