/// API for third-party tools and model providers.
///
/// Plug-ins compile against this module alone. Entry points are [dev.loom.api.tool.Tool] and
/// [dev.loom.api.model.ModelProvider]; both are blocking and called concurrently. This module has
/// no dependencies, not even on Vert.x or Jackson.
package dev.loom.api;
