/// What is asked of the models' room. The conversation itself is in the words of
/// `dev.loom.api.model`, the same that plug-ins use.
package dev.loom.contracts.model;
