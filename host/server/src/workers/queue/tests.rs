//! The queue alone; no process is started.

use touchstone_runtime::worker::protocol::CallResult;

use super::*;

type Waits = oneshot::Receiver<Result<Reply, WorkerError>>;

fn job(number: u64) -> (Job, Waits) {
    let (sender, reply) = oneshot::channel();
    (Job::new(number, Vec::new(), plugin(0), Vec::new(), false, sender), reply)
}

fn plugin(number: u8) -> Digest {
    Digest::of(&[number])
}

fn put_of(queue: &Queue, number: u64, plugin: Digest) -> Waits {
    let (sender, reply) = oneshot::channel();
    queue.push(Job::new(number, Vec::new(), plugin, Vec::new(), false, sender)).expect("there is room");
    reply
}

fn put(queue: &Queue, number: u64) -> Waits {
    let (job, reply) = job(number);
    queue.push(job).expect("there is room");
    reply
}

fn put_urgent(queue: &Queue, number: u64) -> Waits {
    let (sender, reply) = oneshot::channel();
    queue.push(Job::new(number, Vec::new(), plugin(0), Vec::new(), true, sender)).expect("there is room");
    reply
}

async fn take(queue: &Queue) -> Job {
    queue.next().await.expect("not over")
}

fn finish(queue: &Queue, job: Job, seconds: u64) {
    let reply = Reply::failed(job.number, "test", "");
    queue.done(job, reply, Duration::from_secs(seconds));
}

#[tokio::test]
async fn first_come_first_served() {
    let queue = Queue::new(1, 1, 10);
    let replies: Vec<Waits> = (0..5).map(|number| put(&queue, number)).collect();
    for (expected, reply) in (0..).zip(replies) {
        let job = take(&queue).await;
        assert_eq!(job.number, expected);
        finish(&queue, job, 0);
        let reply = reply.await.expect("answered").expect("a reply");
        assert_eq!(reply.number, expected);
        assert!(matches!(reply.result, CallResult::Failed { .. }));
    }
    assert_eq!(queue.running_and_waiting(), (0, 0));
}

#[tokio::test]
async fn whom_a_person_waits_for_comes_first_but_not_before_what_lost_its_worker() {
    let queue = Queue::new(2, 2, 10);
    let _replies = [put(&queue, 0), put(&queue, 1), put_urgent(&queue, 2), put(&queue, 3), put_urgent(&queue, 4)];
    let first = take(&queue).await;
    assert_eq!(first.number, 2);
    finish(&queue, first, 0);
    let lost = take(&queue).await;
    assert_eq!(lost.number, 4);
    assert!(queue.lost(lost));
    let _reply = put_urgent(&queue, 5);
    for expected in [4, 5, 0, 1, 3] {
        let job = take(&queue).await;
        assert_eq!(job.number, expected);
        finish(&queue, job, 0);
    }
}

#[tokio::test]
async fn beyond_the_bound_callers_are_told_when_to_come_back() {
    let queue = Queue::new(2, 2, 4);
    let first = put(&queue, 0);
    let running = take(&queue).await;
    let mut replies: Vec<Waits> = (1..6).map(|number| put(&queue, number)).collect();
    assert_eq!(queue.running_and_waiting(), (1, 5));
    // Nobody knows yet how long a call takes.
    assert_eq!(queue.push(job(6).0), Err(WorkerError::Busy { retry_after_seconds: 1 }));

    finish(&queue, running, 8);
    first.await.expect("answered").expect("a reply");
    replies.push(put(&queue, 6));
    // Six wait for two workers that take 8 s each.
    assert_eq!(queue.push(job(7).0), Err(WorkerError::Busy { retry_after_seconds: 25 }));

    // Whoever gives up makes room.
    drop(replies.remove(0));
    let _seventh = put(&queue, 7);
    assert_eq!(take(&queue).await.number, 2);
}

#[tokio::test]
async fn a_lost_call_comes_next_and_is_lost_for_good_the_second_time() {
    let queue = Queue::new(1, 1, 10);
    let (first, _second) = (put(&queue, 1), put(&queue, 2));
    let job = take(&queue).await;
    assert!(queue.lost(job));
    let job = take(&queue).await;
    assert_eq!(job.number, 1);
    assert!(!queue.lost(job));
    assert_eq!(first.await.expect("answered"), Err(WorkerError::Lost));
    assert_eq!(take(&queue).await.number, 2);
}

#[tokio::test]
async fn a_closed_queue_serves_what_it_holds_and_takes_no_more() {
    let queue = Queue::new(1, 1, 10);
    let _first = put(&queue, 1);
    queue.close();
    assert_eq!(queue.push(job(2).0), Err(WorkerError::Stopping));
    let job = take(&queue).await;
    queue.over().await;
    assert!(queue.lost(job), "a retry is no new call");
    assert!(!queue.is_over());
    let job = take(&queue).await;
    finish(&queue, job, 0);
    assert!(queue.next().await.is_none());
    assert!(queue.next().await.is_none());
}

#[tokio::test]
async fn those_who_wait_on_an_empty_queue_are_woken_by_a_call_and_by_the_end() {
    let queue = Queue::new(2, 2, 0);
    let calls = async {
        let replies = (put(&queue, 1), put(&queue, 2));
        queue.close();
        replies
    };
    let (one, other, (), _replies) = tokio::join!(queue.next(), queue.next(), queue.over(), calls);
    let mut numbers = [one, other].map(|job| job.expect("one each").number);
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2]);
}

#[tokio::test]
async fn all_who_wait_can_be_told() {
    let queue = Queue::new(1, 1, 10);
    let replies = [put(&queue, 1), put(&queue, 2)];
    queue.answer_waiting(&WorkerError::Lost);
    for reply in replies {
        assert_eq!(reply.await.expect("answered"), Err(WorkerError::Lost));
    }
    assert_eq!(queue.running_and_waiting(), (0, 0));
}

#[tokio::test]
async fn one_plugin_has_its_share_and_the_others_the_rest() {
    let queue = Queue::new(3, 2, 10);
    let _hostile: Vec<Waits> = (0..5).map(|number| put_of(&queue, number, plugin(7))).collect();
    let _other = put_of(&queue, 5, plugin(8));
    let (first, second) = (take(&queue).await, take(&queue).await);
    assert_eq!((first.number, second.number), (0, 1));
    // The third worker takes what came last.
    let other = take(&queue).await;
    assert_eq!(other.number, 5);
    finish(&queue, other, 0);
    assert!(matches!(queue.try_next(), Next::Later));
    // A call that ends, is lost or is given up makes room for the next of its plugin.
    finish(&queue, first, 0);
    let third = take(&queue).await;
    assert_eq!(third.number, 2);
    assert!(matches!(queue.try_next(), Next::Later));
    assert!(queue.lost(second));
    assert_eq!(take(&queue).await.number, 1);
    assert!(matches!(queue.try_next(), Next::Later));
    queue.abandoned(&third);
    assert_eq!(take(&queue).await.number, 3);
}

/// What the share and the bound are for: without them, one plugin's calls are all taken, and have every worker.
#[tokio::test]
async fn without_share_and_bound_one_plugin_has_every_worker_and_its_calls_wait_without_end() {
    let queue = Queue::new(3, usize::MAX, usize::MAX - 3);
    let _hostile: Vec<Waits> = (0..5_000).map(|number| put_of(&queue, number, plugin(7))).collect();
    let _other = put_of(&queue, 5_000, plugin(8));
    for number in 0..3 {
        assert_eq!(take(&queue).await.number, number);
    }
    assert_eq!(queue.running_and_waiting(), (3, 4_998));
}

#[tokio::test]
async fn a_worker_that_waits_for_a_share_is_woken_by_the_end() {
    let queue = Queue::new(2, 1, 10);
    let replies = (put(&queue, 1), put(&queue, 2));
    let first = take(&queue).await;
    let waits = queue.next();
    let works = async {
        queue.close();
        finish(&queue, first, 0);
        let second = take(&queue).await;
        finish(&queue, second, 0);
    };
    let (nothing, ()) = tokio::join!(waits, works);
    assert!(nothing.is_none());
    for reply in [replies.0, replies.1] {
        assert!(reply.await.expect("answered").is_ok());
    }
}
