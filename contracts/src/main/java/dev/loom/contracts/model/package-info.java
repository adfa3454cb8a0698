/// Requests to the models module. Conversations use the types of `dev.loom.api.model`.
package dev.loom.contracts.model;
