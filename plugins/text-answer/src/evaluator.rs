//! The evaluator: reads the text and puts together scores, indicators and findings. The formulas are in `scores`, the words in `findings`.

use text_analysis::{PointSet, SentenceVectors, Text, read};
use touchstone_sdk::{Answer, Evaluation, Evaluator, Message, Problem, Refusal, Task};

use crate::config::{CONTENT, EXPRESSION, REASONING, TextConfig, TextQuestionConfig, config_problems};
use crate::findings::{findings, indicators};
use crate::question::too_long;
use crate::scores::Measures;

/// The evaluator.
pub struct TextEvaluator;

impl Evaluator for TextEvaluator {
    type Question = TextQuestionConfig;
    type Config = TextConfig;

    fn check_config(_question: &TextQuestionConfig, config: &TextConfig) -> Vec<Problem> {
        config_problems(config)
    }

    fn evaluate(task: &Task<TextQuestionConfig, TextConfig>) -> Result<Evaluation, Refusal> {
        let (question, config) = (&task.question, &task.config);
        let Answer::Text(answer) = &task.answer else {
            let message = Message::zh_en("答案应为文字（`text`）。", "The answer has to be a text (`text`).");
            return Err(Refusal::malformed_answer(message));
        };
        if let Some(problem) = too_long(answer) {
            return Err(Refusal::malformed_answer(problem.message));
        }
        let text = Text::with_length(answer, question.length.maximum);
        let statements: Vec<&str> = question.statement.0.values().chain(hints(question)).map(String::as_str).collect();
        let reading = read(&text, &PointSet::new(&config.points), &statements, &SentenceVectors);
        let measures = Measures::new(&text, &reading, question, config);
        let mut evaluation =
            findings(&text, &reading, &measures, config).into_iter().fold(Evaluation::new(), Evaluation::finding);
        for (dimension, score) in
            [(CONTENT, measures.content()), (REASONING, measures.reasoning()), (EXPRESSION, measures.expression())]
        {
            evaluation = evaluation.share(dimension, u64::from(score), u64::from(text_analysis::WHOLE));
        }
        Ok(indicators(evaluation, &text, &reading, &measures))
    }
}

fn hints(question: &TextQuestionConfig) -> impl Iterator<Item = &String> {
    question.hints.iter().flat_map(|hint| hint.0.values())
}
