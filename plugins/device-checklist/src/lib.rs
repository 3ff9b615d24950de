//! Question type and evaluator for procedures on a simulated device.
