//! Question type and evaluator for programs.
