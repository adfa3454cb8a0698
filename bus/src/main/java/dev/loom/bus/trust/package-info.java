/// Which project folders the user trusts: [dev.loom.bus.trust.ProjectTrust] records the content of
/// their configuration and processes. Asks the user nothing.
package dev.loom.bus.trust;
