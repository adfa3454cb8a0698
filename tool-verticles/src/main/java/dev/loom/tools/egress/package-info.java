/// The way of sandboxed processes to the hosts that the configuration lists.
///
/// Entry point: [dev.loom.tools.egress.SandboxProxies].
package dev.loom.tools.egress;
