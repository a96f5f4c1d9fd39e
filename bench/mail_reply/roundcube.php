<?php
// Builds replies with Roundcube's own code: php roundcube.php FOLDER < request.json > answer.json
// FOLDER: where Roundcube is unpacked (holds program/ and config/). The request is a list of
// {language, mode, is_html, timezone, date, from, subject, to, body}; the answer is the list of reply bodies.

error_reporting(E_ALL & ~E_DEPRECATED & ~E_WARNING & ~E_NOTICE);
define('INSTALL_PATH', rtrim($argv[1], '/') . '/');
define('RCUBE_CONFIG_DIR', isset($argv[2]) ? rtrim($argv[2], '/') . '/' : INSTALL_PATH . 'config/');
define('RCMAIL_START', microtime(true));
define('RCUBE_LOCALIZATION_DIR', INSTALL_PATH . 'program/localization/');
define('RCMAIL_CONFIG_DIR', RCUBE_CONFIG_DIR);
require_once INSTALL_PATH . 'program/lib/Roundcube/bootstrap.php';
spl_autoload_register(function ($name) {
    $places = [INSTALL_PATH . "program/include/$name.php"];
    if (strpos($name, 'rcmail_action_') === 0) {
        $places[] = INSTALL_PATH . 'program/actions/' . str_replace('_', '/', substr($name, 14)) . '.php';
    }
    foreach ($places as $place) {
        if (is_file($place)) {
            require_once $place;
            return;
        }
    }
});

class Original
{
    public $headers;
    public $subject;
    private $values;

    public function __construct(array $values)
    {
        $this->values  = $values;
        $this->subject = $values['subject'];
        $this->headers = (object) ['charset' => 'UTF-8'];
    }

    public function get_header($name)
    {
        return $this->values[$name] ?? null;
    }
}

$mail = (new ReflectionClass('rcmail'))->newInstanceWithoutConstructor();
$mail->config  = new rcube_config();
$mail->plugins = new class {
    public function exec_hook($name, $values = [])
    {
        return $values;
    }
};
foreach (['rcube', 'rcmail'] as $class) {
    $property = new ReflectionProperty($class, 'instance');
    $property->setAccessible(true);
    $property->setValue(null, $mail);
}
$answers = [];
foreach (json_decode(stream_get_contents(STDIN), true) as $one) {
    $mail->load_language($one['language']);
    $mail->config->set('timezone', $one['timezone']);
    $mail->config->set('reply_mode', $one['mode']);
    $original = new ReflectionProperty('rcmail_action_mail_compose', 'MESSAGE');
    $original->setAccessible(true);
    $original->setValue(null, new Original($one));
    $answers[] = rcmail_action_mail_compose::create_reply_body($one['body'], $one['is_html']);
}
echo json_encode($answers, JSON_UNESCAPED_UNICODE);
