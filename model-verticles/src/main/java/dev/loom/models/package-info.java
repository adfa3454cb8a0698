/// The models' room: answers questions to models with whichever model fits.
///
/// The door is [dev.loom.models.ModelHostVerticle]. The router chooses by role, tier and load; a
/// guard around each model keeps its limits, its retries and its circuit, and all models of one
/// account go through one turnstile (`pace`). A wire or a way of answering is a package of its own
/// below this one. Nothing here knows tasks, plans or tools: a question comes in, an answer or a
/// refusal goes out.
package dev.loom.models;
